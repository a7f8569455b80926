import { Scorecard } from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { CARD_AREAS } from '../../scorecard/areas';
import { AreaRow } from '../AreaRow';
import { CardFooter } from '../CardFooter';
import { CardHero } from '../CardHero';
import { PartialBanner } from '../PartialBanner';
import { CardSparkline } from './CardSparkline';

/** Everything that the card says about an entity whose pulls were seen. */
export function CardData(props: { scorecard: Scorecard; narrow: boolean }) {
  const { scorecard, narrow } = props;
  const t = usePullTranslation();
  return (
    <>
      <CardHero
        scorecard={scorecard}
        narrow={narrow}
        sparkline={<CardSparkline scorecard={scorecard} narrow={narrow} />}
      />
      <PartialBanner scorecard={scorecard} />
      <div role="table" aria-label={t('card.areas')}>
        {CARD_AREAS.map(id => (
          <AreaRow
            key={id}
            id={id}
            area={scorecard.areas[id]}
            narrow={narrow}
          />
        ))}
      </div>
      <CardFooter scorecard={scorecard} narrow={narrow} />
    </>
  );
}
